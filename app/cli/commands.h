#pragma once

#include "app/cli/command.h"

namespace waferscope {

// One line a command; each is defined in NAME_command.cpp.

CommandAction setUpInspect(CommandOptions& options);
CommandAction setUpList(CommandOptions& options);
CommandAction setUpMap(CommandOptions& options);
CommandAction setUpReport(CommandOptions& options);
CommandAction setUpCompare(CommandOptions& options);
CommandAction setUpBaseline(CommandOptions& options);
CommandAction setUpEmulate(CommandOptions& options);
CommandAction setUpConvert(CommandOptions& options);
CommandAction setUpPlace(CommandOptions& options);
CommandAction setUpValidate(CommandOptions& options);
CommandAction setUpExport(CommandOptions& options);

} // namespace waferscope
