"""The article view: text at a comfortable measure with its spans as tints and lanes."""
