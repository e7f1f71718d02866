#pragma once

#include "core/layout/layout.h"
#include "core/machine/assumptions.h"

#include <memory>
#include <string>
#include <vector>

namespace waferscope {

/// How a plan finds its network again.
struct NetworkReference {
    std::string model; ///< as a person would name it: "gallery:resnet50", a path relative to the plan, "family:bert"
    std::string hash; ///< of the file's bytes, or of the gallery entry's
};

/// Everything a person edits. An immutable value: an edit is a new Project whose unchanged parts are shared.
struct Project {
    NetworkReference reference;
    std::shared_ptr<const Network> network;
    std::vector<std::shared_ptr<const Layout>> layouts;
    std::shared_ptr<const Assumptions> assumptions;
    std::string notes;
};

} // namespace waferscope
