"""The local page of ``storage-opt explore``: what lies in a folder, two runs side by side, a run again with other settings."""
