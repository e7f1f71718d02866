#pragma once

#include "core/machine/assumptions.h"
#include "core/machine/system.h"

#include <memory>
#include <string>
#include <vector>

namespace waferscope {

/// Names of the shipped machines, sorted.
[[nodiscard]] std::vector<std::string> systemNames();
[[nodiscard]] std::vector<std::string> installationNames();

/// A shipped system ("cs1") or a file of the same form. Errors name file, line and key, or the nearest shipped name.
[[nodiscard]] Result<System> readSystem(const std::string& nameOrFile);

/// A shipped installation ("neocortex-2021") or a file. A system, by name or file, gives a single one of it on a plain
/// host: a file is of an installation when it has the key "system".
[[nodiscard]] Result<std::shared_ptr<const Installation>> readInstallation(const std::string& nameOrFile);

/// The shipped assumptions: resources/assumptions.json.
[[nodiscard]] const Assumptions& shippedAssumptions();

} // namespace waferscope
