"""What an author needs: stubs made from solutions, and the proof that checks are right."""
