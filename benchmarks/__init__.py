"""Quality and speed, measured on the real processes."""
