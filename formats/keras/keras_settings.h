#pragma once

#include "core/graph/network_source.h"
#include "formats/base/json_text.h"

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace waferscope {

/// What a model's layers set that has no place in a network of ours: the layers' paths by setting.
class KerasUnfollowed {
public:
    /// Takes the settings of a layer that nobody `asked` for, but for those that say nothing and those on which neither
    /// counts nor arithmetic nor training depend.
    void add(const std::string& path, const nlohmann::json& config, const std::set<std::string, std::less<>>& asked);
    /// Takes a layer whose parameters the file keeps from being trained.
    void addFrozen(const std::string& path) { m_frozen.insert(path); }

    /// One note of all settings, and one of the frozen layers.
    void report(std::vector<ImportIssue>& issues) const;

private:
    std::map<std::string, std::set<std::string>> m_settings;
    std::set<std::string> m_frozen;
};

/// What "compile_config" and the layers' "dtype" say of training.
[[nodiscard]] TrainingSettings trainingOfKeras(const nlohmann::json& model, std::vector<ImportIssue>& issues);

} // namespace waferscope
