"""What is known of each customer: who could replace it, who knows it, what keeps it with us."""
