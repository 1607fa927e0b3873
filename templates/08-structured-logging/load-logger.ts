import "<%= helpers %>/structured-logger";
