#include "formats/keras/keras_settings.h"

#include "core/base/names.h"
#include "formats/base/foreign_optimizer.h"
#include "formats/keras/keras_calls.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace waferscope {

namespace {

/// Names, shapes that are stated elsewhere, numbers that only steer a layer that is followed, and ways of computing the
/// same.
constexpr std::array kWithoutEffect{"name",
                                    "dtype",
                                    "trainable",
                                    "autocast",
                                    "batch_input_shape",
                                    "batch_shape",
                                    "shape",
                                    "sparse",
                                    "ragged",
                                    "optional",
                                    "data_format",
                                    "input_length",
                                    "query_shape",
                                    "key_shape",
                                    "value_shape",
                                    "seed",
                                    "epsilon",
                                    "momentum",
                                    "rate",
                                    "noise_shape",
                                    "stddev",
                                    "factor",
                                    "fill_mode",
                                    "fill_value",
                                    "height_factor",
                                    "width_factor",
                                    "value_range",
                                    "mode",
                                    "mean",
                                    "variance",
                                    "invert",
                                    "scale",
                                    "offset",
                                    "alpha",
                                    "negative_slope",
                                    "threshold",
                                    "theta",
                                    "mask_value",
                                    "mask_zero",
                                    "fused",
                                    "implementation",
                                    "unroll",
                                    "stateful",
                                    "unit_forget_bias",
                                    "renorm_momentum",
                                    "lora_alpha",
                                    "flash_attention",
                                    "build_config",
                                    "go_backwards",
                                    "zero_output_for_mask",
                                    "synchronized"};

/// What Keras writes where nobody has chosen.
struct UsualValue {
    std::string_view key;
    std::string_view value;
};
constexpr UsualValue kUsual[] = {{"activation", "tanh"},
                                 {"activation", "linear"},
                                 {"recurrent_activation", "sigmoid"},
                                 {"recurrent_activation", "hard_sigmoid"},
                                 {"interpolation", "nearest"},
                                 {"interpolation", "bilinear"}};

bool saysNothing(const nlohmann::json& value)
{
    return value.is_null() || value == false || (value.is_number() && value == 0) || value == ""
        || (value.is_structured() && value.empty());
}

bool isUsual(const std::string& key, const nlohmann::json& value)
{
    if (key == "groups" && value == 1) // layers that have but one state it, too
        return true;
    return value.is_string() && std::any_of(std::begin(kUsual), std::end(kUsual), [&](const UsualValue& usual) {
               return usual.key == key && usual.value == value.get_ref<const std::string&>();
           });
}

/// "3 layers", or the one's name.
std::string layersText(const std::set<std::string>& paths)
{
    return paths.size() == 1 ? inQuotes(*paths.begin()) : std::to_string(paths.size()) + " layers";
}

bool isHalf(std::string_view type)
{
    return type.find("float16") != std::string_view::npos;
}

/// The policy of a layer: its name, or an object with it.
std::string policyOf(const nlohmann::json& layer)
{
    const nlohmann::json& type = memberOf(memberOf(layer, "config"), "dtype");
    return type.is_string() ? type.get<std::string>() : textOf(memberOf(type, "config"), "name");
}

std::string inSmallLetters(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

} // namespace

void KerasUnfollowed::add(const std::string& path, const nlohmann::json& config,
                          const std::set<std::string, std::less<>>& asked)
{
    if (!config.is_object())
        return;
    for (const auto& [key, value] : config.items()) {
        const bool isKnown = asked.contains(key) || key.ends_with("_initializer")
            || std::find(kWithoutEffect.begin(), kWithoutEffect.end(), key) != kWithoutEffect.end();
        if (!isKnown && !saysNothing(value) && !isUsual(key, value))
            m_settings[key].insert(path);
    }
}

void KerasUnfollowed::report(std::vector<ImportIssue>& issues) const
{
    constexpr std::size_t kMostNamed = 12;
    if (!m_settings.empty()) {
        std::string named;
        std::size_t count = 0;
        for (const auto& [key, paths] : m_settings)
            if (count++ < kMostNamed)
                named += (named.empty() ? "" : ", ") + printable(key) + " of " + layersText(paths);
        if (count > kMostNamed)
            named += " and " + std::to_string(count - kMostNamed) + " more";
        issues.push_back({IssueSeverity::Note, "The file also sets what is not followed: " + named + ".", "layers"});
    }
    if (m_frozen.size() == 1)
        issues.push_back({IssueSeverity::Note, "The file freezes this layer; its parameters are counted as trained.",
                          printable(*m_frozen.begin())});
    else if (!m_frozen.empty())
        issues.push_back({IssueSeverity::Note,
                          "The file freezes this layer and " + std::to_string(m_frozen.size() - 1)
                              + " more; their parameters are counted as trained.",
                          printable(*m_frozen.begin())});
}

TrainingSettings trainingOfKeras(const nlohmann::json& model, std::vector<ImportIssue>& issues)
{
    TrainingSettings training;
    const nlohmann::json& layers = layersOf(model);
    if (std::any_of(layers.begin(), layers.end(), [](const nlohmann::json& layer) { return isHalf(policyOf(layer)); }))
        training.precision = Precision::Fp16;
    const nlohmann::json& optimizer = memberOf(memberOf(model, "compile_config"), "optimizer");
    const std::string name =
        inSmallLetters(optimizer.is_string() ? optimizer.get<std::string>() : textOf(optimizer, "class_name"));
    if (name.empty())
        return training;
    const nlohmann::json& momentum = memberOf(memberOf(optimizer, "config"), "momentum");
    training.optimizer = optimizerCalled(name, momentum.is_number() ? momentum.get<double>() : 0.0);
    if (!training.optimizer)
        issues.push_back({IssueSeverity::Note, unknownOptimizer(name), "compile_config"});
    return training;
}

} // namespace waferscope
