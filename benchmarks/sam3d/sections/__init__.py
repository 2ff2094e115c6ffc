"""What is measured, each section a function of the bench."""
