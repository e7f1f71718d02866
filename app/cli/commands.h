#pragma once

#include "app/cli/command.h"

namespace waferscope {

// One line a command; each is defined in NAME_command.cpp.

CommandAction setUpInspect(CLI::App& options);
CommandAction setUpList(CLI::App& options);
CommandAction setUpMap(CLI::App& options);
CommandAction setUpReport(CLI::App& options);
CommandAction setUpCompare(CLI::App& options);
CommandAction setUpEmulate(CLI::App& options);
CommandAction setUpConvert(CLI::App& options);
CommandAction setUpPlace(CLI::App& options);
CommandAction setUpExport(CLI::App& options);

} // namespace waferscope
