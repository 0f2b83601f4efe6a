"""The panels beside the text and the pages that take its place. They say what is wanted; the frame sees to it."""
