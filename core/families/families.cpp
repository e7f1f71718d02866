#include "core/families/families.h"

#include "core/base/names.h"
#include "core/base/nearest_name.h"
#include "core/families/family_parts.h"

#include <algorithm>

namespace waferscope {

namespace {

/// The text of a setting, or four times `hidden` where it is empty: the usual size of a feed-forward part.
std::string feedForward(const SizeTexts& sizes)
{
    const std::string& given = sizes.at("ff");
    const Extent hidden = extentOf(sizes.at("hidden"));
    const auto* number = std::get_if<std::int64_t>(&hidden);
    return given.empty() && number != nullptr ? std::to_string(4 * *number) : given;
}

constexpr FamilySetting kBertSettings[] = {
    {"layers", "24", "encoder layers"},
    {"hidden", "1024", "features of a position"},
    {"heads", "16", "of attention"},
    {"ff", "", "features inside a feed-forward part; 4 x hidden when not given"},
    {"vocab", "30522", "different tokens"},
    {"positions", "512", "longest sequence"},
    {"types", "2", "kinds of segments"},
    {"masked", "0", "masked words of a sequence: adds the two heads of pre-training"},
};

NetworkSpec bert(const SizeTexts& sizes)
{
    NetworkSpec spec;
    spec.defaults = {{"batch", 1}, {"sequence", 512}};
    spec.inputs = {tokens("input_ids")};
    if (sizes.at("types") != "0")
        spec.inputs.push_back(tokens("token_type_ids"));
    spec.blocks.push_back(block("embedding", "embedding",
                                {{"vocabulary", sizes.at("vocab")},
                                 {"size", sizes.at("hidden")},
                                 {"positions", sizes.at("positions")},
                                 {"types", sizes.at("types")},
                                 {"norm", "layer"}}));
    spec.blocks.push_back(block("transformer", "encoder",
                                {{"layers", sizes.at("layers")},
                                 {"heads", sizes.at("heads")},
                                 {"feed_forward", feedForward(sizes)},
                                 {"norm_place", "after"}}));
    if (sizes.at("masked") == "0") {
        spec.blocks.push_back(block("pooler", "pooler", {}));
    } else {
        spec.inputs.push_back(
            {"masked_positions", DataType::Int32, {std::string{"batch"}, extentOf(sizes.at("masked"))}});
        spec.blocks.push_back(block("pretraining-heads", "heads", {{"vocabulary", sizes.at("vocab")}}));
    }
    return spec;
}

constexpr FamilySetting kGptSettings[] = {
    {"layers", "48", "decoder layers"},
    {"hidden", "1600", "features of a position"},
    {"heads", "25", "of attention"},
    {"ff", "", "features inside a feed-forward part; 4 x hidden when not given"},
    {"vocab", "50257", "different tokens"},
    {"positions", "1024", "longest sequence; the sequence or 1024 when not given", "sequence"},
};

NetworkSpec gpt(const SizeTexts& sizes)
{
    constexpr std::int64_t kUsual = 1024;
    const Extent positions = extentOf(sizes.at("positions"));
    const auto* longest = std::get_if<std::int64_t>(&positions);
    NetworkSpec spec;
    spec.defaults = {{"batch", 1}, {"sequence", longest == nullptr ? kUsual : std::min(kUsual, *longest)}};
    spec.inputs = {tokens("input_ids")};
    spec.blocks.push_back(
        block("embedding", "embedding",
              {{"vocabulary", sizes.at("vocab")}, {"size", sizes.at("hidden")}, {"positions", sizes.at("positions")}}));
    spec.blocks.push_back(block("transformer", "decoder",
                                {{"layers", sizes.at("layers")},
                                 {"heads", sizes.at("heads")},
                                 {"feed_forward", feedForward(sizes)},
                                 {"causal", "yes"}}));
    spec.blocks.push_back(block("language-head", "head", {{"vocabulary", sizes.at("vocab")}}));
    return spec;
}

constexpr FamilySetting kLlamaSettings[] = {
    {"layers", "32", "decoder layers"},
    {"hidden", "4096", "features of a position"},
    {"heads", "32", "of queries"},
    {"kv_heads", "8", "of keys and values"},
    {"ff", "14336", "features inside a feed-forward part"},
    {"vocab", "128256", "different tokens"},
};

NetworkSpec llama(const SizeTexts& sizes)
{
    NetworkSpec spec;
    spec.defaults = {{"batch", 1}, {"sequence", 4096}};
    spec.inputs = {tokens("input_ids")};
    spec.blocks.push_back(
        block("embedding", "embedding", {{"vocabulary", sizes.at("vocab")}, {"size", sizes.at("hidden")}}));
    spec.blocks.push_back(block("transformer", "decoder",
                                {{"layers", sizes.at("layers")},
                                 {"heads", sizes.at("heads")},
                                 {"key_heads", sizes.at("kv_heads")},
                                 {"feed_forward", feedForward(sizes)},
                                 {"activation", "silu"},
                                 {"gated", "yes"},
                                 {"causal", "yes"},
                                 {"rotary", "yes"},
                                 {"norm", "rms"},
                                 {"bias", "no"}}));
    spec.blocks.push_back(block("language-head", "head", {{"vocabulary", sizes.at("vocab")}, {"tied", "no"}}));
    return spec;
}

constexpr FamilySetting kLstmSettings[] = {
    {"inputs", "128", "features of a step"},
    {"hidden", "1024", "features of the state"},
    {"layers", "1", "one on the other"},
    {"outputs", "128", "of every step"},
};

NetworkSpec lstm(const SizeTexts& sizes)
{
    NetworkSpec spec;
    spec.defaults = {{"batch", 1}, {"sequence", 128}};
    spec.inputs = {
        {"steps", DataType::Float32, {std::string{"batch"}, std::string{"sequence"}, extentOf(sizes.at("inputs"))}}};
    spec.blocks.push_back(block("lstm", "lstm", {{"size", sizes.at("hidden")}, {"layers", sizes.at("layers")}}));
    spec.blocks.push_back(block("linear", "output", {{"size", sizes.at("outputs")}}));
    return spec;
}

constexpr FamilySetting kMlpSettings[] = {
    {"sizes", "784-500-300-10", "inputs, then the outputs of every layer"},
};

NetworkSpec mlp(const SizeTexts& sizes)
{
    const std::string& all = sizes.at("sizes");
    NetworkSpec spec;
    spec.defaults = {{"batch", 1}};
    spec.inputs = {{"features", DataType::Float32, {std::string{"batch"}, extentOf(all.substr(0, all.find('-')))}}};
    spec.blocks.push_back(block("mlp", "", {{"sizes", all}}));
    return spec;
}

constexpr FamilySetting kResnetSettings[] = {
    {"stages", "3-4-6-3", "bottlenecks of every stage"},
    {"width", "64", "channels of the first stage's 3 x 3 convolutions; doubles from stage to stage"},
    {"classes", "1000", "outputs"},
    {"channels", "3", "of the picture"},
    {"size", "224", "height and width of the picture"},
};

/// "3-4-6-3" as four texts.
std::vector<std::string> parts(const std::string& list)
{
    std::vector<std::string> result;
    std::size_t start = 0;
    while (start <= list.size() && result.size() < 16) {
        const std::size_t end = std::min(list.find('-', start), list.size());
        result.push_back(list.substr(start, end - start));
        start = end + 1;
    }
    return result;
}

std::string shifted(const std::string& width, std::size_t doublings)
{
    const Extent extent = extentOf(width);
    const auto* number = std::get_if<std::int64_t>(&extent);
    return number == nullptr ? width : std::to_string(*number << doublings);
}

NetworkSpec resnet(const SizeTexts& sizes)
{
    const Extent size = extentOf(sizes.at("size"));
    NetworkSpec spec;
    spec.defaults = {{"batch", 1}};
    spec.inputs = {{"image", DataType::Float32, {std::string{"batch"}, extentOf(sizes.at("channels")), size, size}}};
    spec.blocks.push_back(block("conv", "stem/conv",
                                {{"channels", sizes.at("width")},
                                 {"filter", "7"},
                                 {"stride", "2"},
                                 {"bias", "no"},
                                 {"norm", "batch"},
                                 {"activation", "relu"}}));
    spec.blocks.push_back(block("pool", "stem/pool", {{"filter", "3"}, {"stride", "2"}, {"padding", "1"}}));
    const std::vector<std::string> stages = parts(sizes.at("stages"));
    for (std::size_t stage = 0; stage < stages.size(); ++stage)
        spec.blocks.push_back(block("residual-stage", "stage" + std::to_string(stage + 1),
                                    {{"blocks", stages[stage]},
                                     {"width", shifted(sizes.at("width"), stage)},
                                     {"stride", stage == 0 ? "1" : "2"}}));
    spec.blocks.push_back(block("global-pool", "pool", {}));
    spec.blocks.push_back(block("linear", "classes", {{"size", sizes.at("classes")}}));
    return spec;
}

constexpr FamilySetting kUnetSettings[] = {
    {"size", "256", "height and width of the picture"},
    {"channels", "1", "of the picture"},
    {"encoder", "32-64-128-256", "channels of every level going down"},
    {"decoder", "128-64-32", "channels of every level going up"},
    {"outputs", "1", "channels of the mask"},
};

NetworkSpec unet(const SizeTexts& sizes)
{
    const Extent size = extentOf(sizes.at("size"));
    NetworkSpec spec;
    spec.defaults = {{"batch", 1}};
    spec.inputs = {{"image", DataType::Float32, {std::string{"batch"}, extentOf(sizes.at("channels")), size, size}}};
    spec.blocks.push_back(
        block("unet", "",
              {{"encoder", sizes.at("encoder")}, {"decoder", sizes.at("decoder")}, {"outputs", sizes.at("outputs")}}));
    return spec;
}

const Family kFamilies[] = {
    {"bert", "encoders of text, normalised after each part", kBertSettings, bert},
    {"gpt", "decoders of text, normalised before each part, output tied to the embedding", kGptSettings, gpt},
    {"llama", "decoders of text with rotary positions, gated feed-forward parts and shared keys", kLlamaSettings,
     llama},
    {"lstm", "long short-term memory over a sequence", kLstmSettings, lstm},
    {"mlp", "linear layers in turn", kMlpSettings, mlp},
    {"resnet", "residual networks of bottlenecks", kResnetSettings, resnet},
    {"t5", "encoders and decoders of text with relative positions, words shared", t5FamilySettings(), t5Family},
    {"transformer", "encoders and decoders of text of 2017, words shared", transformerFamilySettings(),
     transformerFamily},
    {"unet", "encoder and decoder of a picture, with skips", kUnetSettings, unet},
};

const Family* findFamily(std::string_view name)
{
    const auto found = std::find_if(std::begin(kFamilies), std::end(kFamilies),
                                    [name](const Family& family) { return family.name == name; });
    return found == std::end(kFamilies) ? nullptr : &*found;
}

} // namespace

std::span<const Family> families()
{
    return kFamilies;
}

Result<FamilyNetwork> familyNetwork(std::string_view name, const SizeTexts& sizes)
{
    const Family* family = findFamily(name);
    if (family == nullptr) {
        std::vector<std::string> known;
        for (const Family& candidate : kFamilies)
            known.emplace_back(candidate.name);
        return Error{ErrorCode::Usage, "There is no family " + inQuotes(name) + nearestHint(name, known)};
    }
    FamilyNetwork result;
    result.rest = sizes;
    SizeTexts complete = sizes;
    for (const FamilySetting& setting : family->settings) {
        const std::string key{setting.name};
        if (auto given = result.rest.extract(key))
            result.own.insert(std::move(given));
        else if (const auto like = sizes.find(std::string{setting.like}); like != sizes.end())
            result.own.emplace(key, like->second);
        const auto own = result.own.find(key);
        complete.insert_or_assign(key, own == result.own.end() ? std::string{setting.fallback} : own->second);
    }
    result.spec = family->make(complete);
    result.spec.name = family->name;
    result.spec.title = family->name;
    result.spec.description = family->meaning;
    result.spec.origin = "family:" + std::string{family->name};
    return result;
}

} // namespace waferscope
