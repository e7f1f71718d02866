#pragma once

#include "core/base/result.h"
#include "core/graph/network_source.h"
#include "formats/model_zoo/model_zoo_models.h"

#include <string>
#include <string_view>
#include <vector>

namespace waferscope {

/// A parameter file of either style as the families read it.
struct ModelZooFile {
    ModelZooFields fields;
    TrainingSettings training;
    std::vector<std::string> unfollowed; ///< "micro_batch_size 20": settings of the run that are not followed
};

/// Takes a YAML text apart. Fails with one sentence that names file and line (InvalidInput).
[[nodiscard]] Result<ModelZooFile> readModelZooFile(std::string_view text, const std::string& file);

/// Keys of the model and of its parts that counts, arithmetic or training depend on and nobody has asked for. Parts in
/// which nobody has asked for anything are left out.
[[nodiscard]] std::vector<std::string> unfollowedKeys(const ModelZooFields& fields);

} // namespace waferscope
