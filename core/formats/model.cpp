#include "core/formats/model.h"

#include "core/blocks.h"
#include "core/fingerprint.h"
#include "core/formats/gallery.h"
#include "core/names.h"

#include <charconv>

namespace waferscope {

namespace {

constexpr std::string_view kGallery = "gallery:";
constexpr std::string_view kFamily = "family:";

std::string hexadecimal(std::uint64_t value)
{
    std::string text(16, '0');
    for (std::size_t at = 16; at-- > 0; value >>= 4)
        text[at] = "0123456789abcdef"[value & 15];
    return text;
}

/// Of the operators, shapes and layers: the same blocks and sizes, the same number.
std::string hashOf(const NetworkSource& source)
{
    Fingerprint print;
    for (const Tensor& tensor : source.tensors) {
        print.add(std::string_view{tensor.name});
        for (const Extent& extent : tensor.declared) {
            if (const auto* number = std::get_if<std::int64_t>(&extent))
                print.add(*number);
            else
                print.add(std::string_view{std::get<std::string>(extent)});
        }
    }
    for (const Operator& subject : source.operators)
        print.add(std::string_view{subject.type});
    return hexadecimal(print.value());
}

Result<Dimensions> dimensionsOf(const SizeTexts& sizes)
{
    Dimensions dimensions;
    for (const auto& [name, text] : sizes) {
        std::int64_t value = 0;
        const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (problem != std::errc{} || end != text.data() + text.size())
            return Error{ErrorCode::Usage,
                         "Size " + quoted(name) + " must be a whole number, not " + quoted(text) + "."};
        dimensions[name] = value;
    }
    return dimensions;
}

Result<LoadedModel> loadSource(NetworkSource source, const Dimensions& dimensions, NetworkReference reference)
{
    WAFERSCOPE_TRY(Network network,
                   Network::create(std::make_shared<const NetworkSource>(std::move(source)), dimensions));
    return LoadedModel{std::make_shared<const Network>(std::move(network)), std::move(reference)};
}

Result<LoadedModel> openSpec(const NetworkSpec& spec, const std::string& model, const SizeTexts& sizes)
{
    WAFERSCOPE_TRY(const Dimensions dimensions, dimensionsOf(sizes));
    WAFERSCOPE_TRY(NetworkSource source, buildNetwork(spec));
    source.format = model.starts_with(kGallery) ? "gallery" : "blocks";
    NetworkReference reference{model, hashOf(source)};
    return loadSource(std::move(source), dimensions, std::move(reference));
}

/// "mlp:sizes=784-10;hidden=4" as the name and what follows it, laid under the sizes that were typed.
struct FamilyModel {
    std::string name;
    SizeTexts sizes;
};

Result<FamilyModel> splitFamily(std::string_view text, const SizeTexts& typed)
{
    const std::size_t colon = std::min(text.find(':'), text.size());
    FamilyModel model{std::string{text.substr(0, colon)}, typed};
    std::string_view rest = text.substr(std::min(colon + 1, text.size()));
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find(';'), rest.size());
        const std::string_view pair = rest.substr(0, end);
        const std::size_t equals = pair.find('=');
        if (equals == std::string_view::npos || equals == 0)
            return Error{ErrorCode::Usage, "Sizes of a family are NAME=N joined by ';', not " + quoted(pair) + "."};
        model.sizes.emplace(pair.substr(0, equals), pair.substr(equals + 1));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return model;
}

Result<LoadedModel> openFamily(std::string_view text, const SizeTexts& typed)
{
    WAFERSCOPE_TRY(const FamilyModel model, splitFamily(text, typed));
    WAFERSCOPE_TRY(const FamilyNetwork family, familyNetwork(model.name, model.sizes));
    std::string reference = std::string{kFamily} + model.name;
    for (const auto& [name, value] : family.own)
        reference += (reference.find('=') == std::string::npos ? ":" : ";") + name + "=" + value;
    return openSpec(family.spec, reference, family.rest);
}

} // namespace

Result<LoadedModel> openModelSized(std::string_view model, const SizeTexts& sizes)
{
    if (model.starts_with(kFamily))
        return openFamily(model.substr(kFamily.size()), sizes);
    if (model.starts_with(kGallery)) {
        WAFERSCOPE_TRY(const NetworkSpec spec, gallerySpec(model.substr(kGallery.size())));
        return openSpec(spec, std::string{model}, sizes);
    }
    return Error{ErrorCode::InvalidInput, "The kind of the file " + quoted(model) + " is not known."};
}

Result<LoadedModel> openModel(std::string_view model, const Dimensions& dimensions)
{
    SizeTexts sizes;
    for (const auto& [name, value] : dimensions)
        sizes[name] = std::to_string(value);
    return openModelSized(model, sizes);
}

} // namespace waferscope
