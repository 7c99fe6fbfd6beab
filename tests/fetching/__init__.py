"""Official files are fetched whole or not at all, whatever the server does."""
