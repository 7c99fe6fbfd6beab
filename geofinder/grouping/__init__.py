"""Find the groups of schools in which every pair is near enough."""
