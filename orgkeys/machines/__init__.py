"""The survivor's and the console's machine, without sockets: frames in, frames and views out."""
