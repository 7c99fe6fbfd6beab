"""Choose the best set of groups that share no school, and say what it is worth."""
