"""The seven criteria by which customers are judged, each as a documented measure."""
