#include "app/window/picture_file.h"

#include "app/window/file_dialogs.h"
#include "formats/base/output_file.h"
#include "views/panels/message_bar.h"

#include <QCoreApplication>

namespace waferscope {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("PictureFile", text);
}

} // namespace

QString askForPictureFile(QWidget& window, const QString& title, const QString& suggested)
{
    return askWhereToSave(&window, title, suggested, tr("Pictures (*.png *.svg *.pdf)"), QStringLiteral(".png"));
}

void writePicture(MessageBar& message, const Result<std::string>& encoded, const QString& path)
{
    const Result<bool> written =
        encoded.ok() ? writeFile(path.toStdString(), encoded.value()) : Result<bool>(encoded.error());
    if (written.ok())
        message.showMessage(MessageKind::Note, tr("Wrote %1.").arg(path));
    else
        message.showMessage(MessageKind::Error, QString::fromStdString(written.error().message));
}

} // namespace waferscope
