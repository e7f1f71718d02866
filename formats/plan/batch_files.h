#pragma once

#include "core/base/result.h"
#include "core/layout/evaluation.h"

#include <string>

namespace waferscope {

/// What a batch system needs beside the plan.
struct BatchFiles {
    std::string script; ///< for sbatch
    std::string parameters; ///< YAML in the Model Zoo's form: batch, precision, optimizer, systems
};

/// Names of the files in one folder.
struct BatchNames {
    std::string job; ///< as fileNameFrom() makes it
    std::string plan;
    std::string parameters;
};

/// A script from the installation's template in resources/templates/slurm, and the parameters that the layout was made
/// for.
[[nodiscard]] BatchFiles batchFilesOf(const Layout& layout, const Evaluation& evaluation, const BatchNames& names);

} // namespace waferscope
