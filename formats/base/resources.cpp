#include "formats/base/resources.h"

#include "formats/base/embedded_resource.h"

#include <span>

namespace waferscope {

namespace {

std::span<const EmbeddedResource> allResources()
{
    return {kEmbeddedResources, kEmbeddedResourceCount};
}

} // namespace

std::optional<std::string_view> resource(std::string_view path)
{
    for (const EmbeddedResource& entry : allResources())
        if (entry.path == path)
            return std::string_view{entry.begin, static_cast<std::size_t>(entry.end - entry.begin)};
    return std::nullopt;
}

std::vector<std::string_view> resourcesIn(std::string_view folder)
{
    std::vector<std::string_view> paths;
    for (const EmbeddedResource& entry : allResources()) {
        const std::string_view path = entry.path;
        const std::size_t slash = path.rfind('/');
        if (slash != std::string_view::npos && path.substr(0, slash) == folder)
            paths.push_back(path);
    }
    return paths;
}

} // namespace waferscope
