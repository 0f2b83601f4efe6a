"""What every part of the window is made with: colours, icons, messages, work off the GUI thread."""
