"""How far annotators agree: pure functions over values. numpy and scipy; no Qt, no SQL, no files."""
