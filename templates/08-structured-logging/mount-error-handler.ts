import { answerErrors } from "<%= helpers %>/error-handler";

// Behind everything that may fail
<%= app %>.use(answerErrors);
