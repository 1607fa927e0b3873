console.log("guitar");
