process.on('message', (ticket) => console.log(ticket, process.env.PRINTER.trim()));
