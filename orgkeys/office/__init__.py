"""The administrator's command: the folder, the documents' texts, the terminal, publishing."""
