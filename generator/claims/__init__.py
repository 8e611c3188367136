"""What authors wrote, held against the runs: names, sandbox, proofs, texts."""
