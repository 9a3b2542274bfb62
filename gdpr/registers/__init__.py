"""What the company can show an auditor: instructions, sub-processors, the Article 30 record, who read what."""
