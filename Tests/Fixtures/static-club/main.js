console.log("garden")
