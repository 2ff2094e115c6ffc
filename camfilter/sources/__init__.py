"""Sources of pictures: cameras, files, the demo clip, the screen."""
