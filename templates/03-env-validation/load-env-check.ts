import "<%= helpers %>/check-env";
