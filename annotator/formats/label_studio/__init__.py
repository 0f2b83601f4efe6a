"""Label Studio: tasks with annotations, and the labelling configuration that they are made for."""
