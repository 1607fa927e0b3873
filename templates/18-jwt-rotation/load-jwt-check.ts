import "<%= helpers %>/check-jwt-secrets";
