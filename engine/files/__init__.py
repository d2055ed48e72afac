"""Files: photos, certificates and PDFs, kept by their content, checked by their content, never by their name."""
