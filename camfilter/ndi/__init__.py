"""NDI, video over the local network: the native library made safe, sending and receiving."""
