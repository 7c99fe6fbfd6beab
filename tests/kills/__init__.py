"""Kill real processes while they write, and see what they leave."""
