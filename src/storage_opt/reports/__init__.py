"""What people read: tables, figures, pages, workbooks. Formats, never computes."""
