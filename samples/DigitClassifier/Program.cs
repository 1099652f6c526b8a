using System;
using System.Globalization;
using System.Linq;
using DigitClassifier;

const int seed = 1;
(Digits training, Digits test) = Digits.Load(seed);
Console.WriteLine($"{training.Count} digits to train with, {test.Count} held out.");

Outcome[] outcomes = Contender.All.Select(contender => Training.Run(contender, training, test, seed)).ToArray();

Console.WriteLine();
Console.WriteLine($"{"loss",-22} {"final loss",11} {"test accuracy",14} {"samples/s",10}   worst element of its gradient check");
foreach (Outcome outcome in outcomes)
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{outcome.Loss,-22} {outcome.FinalLoss,11:F5} {$"{outcome.Accuracy.ToString("F1", CultureInfo.InvariantCulture)} %",14} {outcome.SamplesPerSecond,10:F0}   {outcome.Check}"));
