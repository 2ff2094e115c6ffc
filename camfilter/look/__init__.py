"""The look: geometry in, a steady picture out."""
