#include "formats/base/yaml_text.h"

#include "core/base/foreign_text.h"
#include "formats/base/json_text.h"

#include <yaml-cpp/emittermanip.h>

namespace waferscope {

void addText(YAML::Emitter& out, const std::string& text)
{
    if (shown(text) != text)
        out << YAML::DoubleQuoted;
    out << text;
}

std::string yamlText(const YAML::Emitter& out)
{
    return withEscapes({out.c_str(), out.size()}) + "\n";
}

} // namespace waferscope
