#include "app/cli/command.h"

#include <clocale>
#include <cstdlib>
#include <iostream>
#include <unistd.h>

int main(int argc, char** argv)
{
    std::setlocale(LC_ALL, "C"); // numbers of files and results never depend on the person's language
    using namespace waferscope;
    const bool isPlain = std::getenv("NO_COLOR") != nullptr || ::isatty(STDOUT_FILENO) == 0;
    const CliStreams streams{std::cout, std::cerr, isPlain ? Emphasis::Plain : Emphasis::Terminal};
    const ExitCode code = runWafer({argv + 1, argv + argc}, streams);
    std::cout.flush();
    return static_cast<int>(code);
}
