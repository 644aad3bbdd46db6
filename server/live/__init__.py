"""The live socket: ink and camera in, readings out."""
