#include "app/cli/output/field_picture.h"

#include "app/cli/output/offscreen_application.h"
#include "formats/base/output_file.h"
#include "views/drawing/wafer/wafer_picture.h"

namespace waferscope {

Result<bool> writeFieldPicture(const Layout& layout, const Evaluation& evaluation, std::shared_ptr<const Field> field,
                               const std::string& file)
{
    constexpr QSize kSize(1400, 900);
    const OffscreenApplication application;
    WaferPicture picture;
    picture.kind = PictureKind::HeatMap;
    picture.contents = contentsOf(layout, evaluation);
    picture.field = std::move(field);
    WAFERSCOPE_TRY(const std::string bytes, encoded(fittedPicture(std::move(picture), kSize), pictureFormatOf(file)));
    return writeFile(file, bytes);
}

} // namespace waferscope
