"""The dossier of a disposal: one file with its papers, opinions and history that proves itself (S36)."""
