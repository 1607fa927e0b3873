import { answerErrors } from "<%= helpers %>/error-handler";

// Behind the routes, for the errors that they throw
<%= app %>.use(answerErrors);
