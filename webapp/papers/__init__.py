"""The papers of a case: what still has to be proved, the prints, and the dossier."""
