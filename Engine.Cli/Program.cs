using Engine.Cli.CommandLine;

return CommandLineRunner.Run(args);
