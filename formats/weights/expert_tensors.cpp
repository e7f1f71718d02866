#include "formats/weights/expert_tensors.h"

#include "formats/base/files.h"
#include "formats/base/json_text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <map>

namespace waferscope {

namespace {

bool isNumber(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

/// Parts of a name behind which experts are numbered: Hugging Face's, and llama.cpp's before it stacked them.
bool numbersExperts(std::string_view part)
{
    return part == "experts" || part == "ffn_gate" || part == "ffn_up" || part == "ffn_down";
}

std::vector<std::string> partsOf(const std::string& name)
{
    std::vector<std::string> parts;
    std::size_t start = 0;
    for (std::size_t dot = name.find('.'); dot != std::string::npos; dot = name.find('.', start)) {
        parts.push_back(name.substr(start, dot - start));
        start = dot + 1;
    }
    parts.push_back(name.substr(start));
    return parts;
}

/// The name without the expert's number; the same name where there is none.
std::string withoutNumber(const std::string& name)
{
    const std::vector<std::string> parts = partsOf(name);
    std::string result = parts.front();
    for (std::size_t at = 1; at < parts.size(); ++at)
        if (!isNumber(parts[at]) || !numbersExperts(parts[at - 1]))
            result += "." + parts[at];
    return result;
}

/// Whether a tensor holds all experts already: "ffn_up_exps", "mlp.experts.gate_up_proj".
bool isStack(const StoredTensor& tensor)
{
    const std::vector<std::string> parts = partsOf(tensor.name);
    const bool isNamed = std::any_of(parts.begin(), parts.end(), [](const std::string& part) {
        return part == "experts" || part.ends_with("_exps");
    });
    return isNamed && (tensor.shape.size() == 3 || (tensor.shape.size() == 2 && tensor.name.ends_with("bias")));
}

/// The first member of a numbered stack, with all members along a new first axis.
StoredTensor stackOf(std::string name, const StoredTensor& first, std::int64_t count)
{
    StoredTensor stack = first;
    stack.name = std::move(name);
    stack.shape.insert(stack.shape.begin(), count);
    stack.experts = count;
    return stack;
}

std::int64_t usedIn(const nlohmann::json& config)
{
    constexpr const char* kKeys[] = {"num_experts_per_tok",
                                     "num_experts_per_token",
                                     "experts_per_token",
                                     "experts_per_tok",
                                     "num_selected_experts",
                                     "moe_top_k",
                                     "moe_topk",
                                     "moe_k",
                                     "top_k_experts"};
    for (const char* key : kKeys)
        if (const auto used = wholeNumber(memberOf(config, key)); used && *used > 0)
            return *used;
    return 0;
}

} // namespace

std::vector<StoredTensor> withStackedExperts(std::vector<StoredTensor> tensors)
{
    std::map<std::string, std::int64_t> members;
    for (const StoredTensor& tensor : tensors)
        if (std::string name = withoutNumber(tensor.name); name != tensor.name)
            ++members[name + toText(tensor.shape)];
    std::map<std::string, std::int64_t> taken;
    std::vector<StoredTensor> result;
    for (StoredTensor& tensor : tensors) {
        std::string name = withoutNumber(tensor.name);
        const std::string key = name + toText(tensor.shape);
        const std::int64_t count = name == tensor.name ? 0 : members[key];
        if (count < 2) {
            tensor.experts = isStack(tensor) ? tensor.shape.front() : 0;
            result.push_back(std::move(tensor));
            continue;
        }
        StoredTensor stack = stackOf(std::move(name), tensor, count);
        if (!checkedElementCount(stack.shape))
            result.push_back(std::move(tensor));
        else if (taken[key]++ == 0)
            result.push_back(std::move(stack));
    }
    return result;
}

std::optional<std::int64_t> expertsUsedBeside(const std::string& path)
{
    const std::string beside = (std::filesystem::path{path}.parent_path() / "config.json").string();
    std::error_code problem;
    if (!std::filesystem::is_regular_file(beside, problem))
        return std::nullopt;
    const Result<std::string> text = readFile(beside);
    if (!text.ok())
        return std::nullopt;
    const Result<nlohmann::json> config = parseJson(text.value(), beside);
    if (!config.ok())
        return std::nullopt;
    for (const char* nested : {"", "text_config", "ffn_config", "llm_config", "language_config"}) {
        const nlohmann::json& part = *nested == '\0' ? config.value() : memberOf(config.value(), nested);
        if (const std::int64_t used = usedIn(part); used > 0)
            return used;
    }
    return std::nullopt;
}

} // namespace waferscope
