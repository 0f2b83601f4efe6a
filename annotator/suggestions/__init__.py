"""What a machine can guess from the text: rules that fill attributes and list names. Pure, without I/O."""
